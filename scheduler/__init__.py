"""What happens by itself: sweeps that ask the database what is due."""
