def read_addresses(stream, address):
    return iter(())
