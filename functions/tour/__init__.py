"""The main job without a person, over HTTP, from joining to the weekly mail."""
