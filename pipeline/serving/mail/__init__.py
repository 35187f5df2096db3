"""What is told by mail: notices and reminders, from words to the outbox emptied."""
