"""The wound debridement rules of Acme Health Plan, a made-up payer. The pack beside this file says it all."""
