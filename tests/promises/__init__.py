"""What is promised, and the tests that show it: markers `promise("...")` become the README's table."""
