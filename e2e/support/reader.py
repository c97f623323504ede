# Starts Orca with the settings in a folder. Its own command refuses to start where another of the same user runs.
import sys

from orca import orca

folder = sys.argv[1]
settings = orca.getSettingsManager()
settings.activate(folder, {})
sys.path.insert(0, folder)
sys.exit(orca.main())
