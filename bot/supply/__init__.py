"""What the program is made of: locked packages, their licences, what is known against them, and the list of it all."""
