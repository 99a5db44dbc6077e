"""The interview: what to ask next (flow) apart from how it is asked (prompts)."""
