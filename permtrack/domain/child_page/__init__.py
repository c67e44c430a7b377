"""One child on one page, worked out from its journey and from what was found for it."""
