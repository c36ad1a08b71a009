"""What is counted for the operations centre, part by part."""
