"""The picture of a child's years: `layout` gives every day its place, `svg` and `blocks` draw it."""
