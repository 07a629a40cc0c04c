"""The drill: whether a backup that was made while everybody is at work can be restored, and is all that there was."""
