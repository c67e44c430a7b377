"""One child's page: `words` and `stages` say it, `sections` set it out for a screen, `html` for print, `records` for machines."""
