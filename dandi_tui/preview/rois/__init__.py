"""ROIs over the image they were found in."""
