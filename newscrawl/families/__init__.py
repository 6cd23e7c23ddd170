"""CMS families: what one publishing system decides for all sites built on it. A site sets the rest."""
