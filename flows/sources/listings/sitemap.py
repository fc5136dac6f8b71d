def read_sitemap(stream, address):
    return iter(())
