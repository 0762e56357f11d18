"""What each command of the shell does; ``tutor.cli`` only reads the arguments. Heavy imports are local."""
