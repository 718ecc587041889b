"""What vendors and their members may do."""
