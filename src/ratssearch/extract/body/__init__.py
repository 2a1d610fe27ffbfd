"""Which blocks of a page are the release, and by which rule each other block is not."""
