"""Rules for servers: content negotiation, redirects and headers for six kinds of host, from one table."""
