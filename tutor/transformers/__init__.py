"""What knows the subject: models, architectures, drills, the Lab."""
