"""Result rows become blocks, blocks become Word; nothing here computes."""
