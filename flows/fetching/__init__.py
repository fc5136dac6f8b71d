"""From addresses to the raw archive: what is asked of the web, how politely, and how the answers are kept.

network       which addresses may be connected to
politeness    robots.txt, how many requests to a host at once and how far apart
exchange      one request and its answer, or why there is none
archive       answers as WARC files; the archive is all that a lake is made from
crawl         listings -> pages -> archive, for many sources at once
known         what the lake holds already, and what is worth asking again
"""
