# The Management Shell of the lab is its stand-in for powershell; that it is here says that it is installed.
