"""The page of one child: `words` says it, `records` gives it to machines, `html` sets it out for print."""
