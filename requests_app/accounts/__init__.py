"""The person: who signs in, where reminders go, and when."""
