"""Full-text search over releases: the fields, the query language and the engines that answer it."""
