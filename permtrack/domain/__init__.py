"""The pure core: days, events, the vocabulary and the journey they tell. It knows no clock, no file and no screen."""
