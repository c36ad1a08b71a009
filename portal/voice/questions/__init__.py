"""Questions of citizens and the answers to them."""
