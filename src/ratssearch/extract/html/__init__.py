"""From bytes to blocks: charset, tree, the blocks a reader sees, what the head declares."""
