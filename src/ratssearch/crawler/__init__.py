"""HTTP and discovery: finds a source's releases and fetches them politely. Knows no database.

crawl.crawl_source()   walks one source and yields what it finds and fetches
crawl.fetch_one()      fetches one page under the same rules
urls.canonical()       the one spelling of an address
"""
