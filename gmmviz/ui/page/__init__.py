"""What pages open with: shell, address, recipe line, ways back."""
