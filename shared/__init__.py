"""The words of the channel, and the edges that all three services share."""
