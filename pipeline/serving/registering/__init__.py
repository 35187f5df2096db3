"""What people do with registrations: each kind's steps, with what their guards have to know."""
