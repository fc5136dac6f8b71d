def read_warc_paths(stream, address):
    return iter(())
