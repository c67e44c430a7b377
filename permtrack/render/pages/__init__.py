"""The templates of pages, and the one way in which they are filled."""
