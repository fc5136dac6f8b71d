def read_gdelt(stream, address):
    return iter(())
