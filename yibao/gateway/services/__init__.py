"""What the gateway does itself; everything else is done by the services of the apps."""
