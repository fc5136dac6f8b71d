def read_feed(stream, address):
    return iter(())
