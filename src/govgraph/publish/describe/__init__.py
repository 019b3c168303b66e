"""Descriptions of the dataset and of its pages for machines: DCAT-AP, Croissant, DataCite, linksets, sitemaps."""
