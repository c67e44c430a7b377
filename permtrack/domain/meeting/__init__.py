"""What a tracking meeting is told of its children, worked out from their journeys and from what is due."""
