"""How the channel is set up, started and watched."""
