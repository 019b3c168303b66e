"""Rules for servers: whoever asks for an IRI gets the page or the face of it that fits, on any host.

The table of media types and the patterns stand in `rules.table`; each kind of server has a module that writes
them down in its language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govgraph.project import Project
from govgraph.publish.pages import File
from govgraph.publish.rules.apache import own_htaccess, w3id_htaccess
from govgraph.publish.rules.caddy import caddyfile
from govgraph.publish.rules.functions import cloudflare_routes, edge_function, headers_file, redirects_file
from govgraph.publish.rules.nginx import nginx_maps, nginx_server
from govgraph.publish.rules.table import Site, fill_template, make_site


def server_rules(project: Project, site_url: str, redirects: Iterable[tuple[str, str]]) -> Iterator[File]:
    """Files of rules below `rules/`, and at the root those that hosts want there; see docs/publishing.md.

    Where IRIs begin at the site's own address, there is nothing to redirect: no `rules/w3id`.

    Args: site_url, where the site stands, with `/` at its end; redirects, IRIs below the base that follow no pattern,
    each with the page (that has all faces) and anchor where it is described: ("graph/simple",
    "dataset.html#graph-simple").
    Raises: UsageError where the address or a redirect is not plain.
    """
    site = make_site(project.name, project.base, site_url, redirects)
    yield File(".nojekyll", b"")
    yield File(".htaccess", own_htaccess(site))
    yield File("_headers", headers_file(site))
    yield File("_redirects", redirects_file(site))
    yield File("_routes.json", cloudflare_routes(site))
    yield File("_worker.js", edge_function(site, "cloudflare"))
    yield File("rules/Caddyfile", caddyfile(site))
    yield File("rules/netlify/edge-functions/negotiate.js", edge_function(site, "netlify"))
    yield File("rules/netlify/netlify.toml", fill_template("netlify.toml", {}))
    yield File("rules/nginx.conf", nginx_maps(site))
    yield File("rules/nginx-server.conf", nginx_server(site))
    if site.base != site.url:
        yield File("rules/w3id/.htaccess", w3id_htaccess(site))
        yield File("rules/w3id/README.md", _readme(project, site))


def _readme(project: Project, site: Site) -> bytes:
    """What w3id.org wants to read beside the rules."""
    return fill_template(
        "w3id.md",
        {
            "title": project.title["en"],
            "description": project.description.get("en", ""),
            "base": site.base,
            "url": site.url,
            "homepage": project.homepage,
            "publisher": project.publisher,
        },
    )
