"""The underwriting domain's tests."""
