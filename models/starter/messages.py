"""The message templates of a new workbook: each kind in each tone; a message names nothing but deal and people."""

from __future__ import annotations

from collections.abc import Mapping

from models.core.schema import Value


def _template(kind: str, tone: str, body: str, subject: str | None = None) -> Mapping[str, Value]:
    return {"kind": kind, "tone": tone, "subject": subject, "body": body}


_SIGNED = "\n\n{operator_name}\n{operator_phone}\n{operator_email}"

TEMPLATE_ROWS: tuple[Mapping[str, Value], ...] = (
    _template("sms", "neutral",
              "Hello {contact_name}, this is {operator_name} about {deal_address}. Is this a good time to talk about "
              "it? You can reach me at {operator_phone}. Reply STOP and I will not write again."),
    _template("sms", "warm",
              "Hi {contact_name}, {operator_name} here. I hope your week is going well! I still like "
              "{deal_address} and would be glad to hear how you see it. Any time suits me: {operator_phone}. "
              "Reply STOP and I will not write again."),
    _template("sms", "firm",
              "{contact_name}, {operator_name} here about {deal_address}. I would like to settle the next step this "
              "week. Please let me know by Friday whether you wish to go on: {operator_phone}. "
              "Reply STOP and I will not write again."),
    _template("sms", "urgent",
              "{contact_name}, I have to decide about {deal_address} today and would rather do so with you. Please "
              "call me when you can: {operator_phone}, {operator_name}. Reply STOP and I will not write again."),
    _template("email", "neutral",
              "Hello {contact_name},\n\nI am writing about {deal_address} in {deal_city}. If you are still thinking "
              "of selling, I would like to understand what matters to you: price, date, or the state in which you "
              "leave the house.\n\nA short answer is enough, and I will call at a time that suits you. If you would "
              "rather not hear from me again, reply with the word unsubscribe." + _SIGNED,
              "Your property at {deal_address}"),
    _template("email", "warm",
              "Hi {contact_name},\n\nthank you for telling me about {deal_address}. I enjoyed hearing about the "
              "house, and I can see how much has gone into it.\n\nThere is no hurry on my side. When you are ready, "
              "I would be glad to walk through the next steps together and to answer whatever is on your mind. If "
              "you would rather not hear from me again, just reply with the word unsubscribe.\n\nKind regards,"
              + _SIGNED,
              "Thinking of {deal_address}"),
    _template("email", "firm",
              "Hello {contact_name},\n\nwe have spoken about {deal_address} several times, and I would like us to "
              "come to a decision. I can hold my side open until the end of this week.\n\nPlease tell me by Friday "
              "whether you wish to go on. If not, I will close my file and thank you for your time. If you would "
              "rather not hear from me again, reply with the word unsubscribe." + _SIGNED,
              "{deal_address}: your decision by Friday"),
    _template("email", "urgent",
              "Hello {contact_name},\n\nsomething about {deal_address} has to be decided today, and I do not want to "
              "do it without you. Could you call me at {operator_phone} as soon as you read this?\n\nIf today is "
              "impossible, a one-line answer with a better time is enough. If you would rather not hear from me "
              "again, reply with the word unsubscribe." + _SIGNED,
              "{deal_address}: please call today"),
    _template("call_note", "neutral",
              "Call {contact_name} about {deal_address}, {deal_city}.\n"
              "Ask: Is it still for sale? What has to happen first? By when? Who else decides?\n"
              "Agree on: one next step with a date.\nLeave: {operator_name}, {operator_phone}."),
    _template("call_note", "warm",
              "Call {contact_name} about {deal_address}. First ask how they are, and listen.\n"
              "Ask: What would a good outcome look like for you? What worries you about selling?\n"
              "Offer: to come by in {deal_city}, without any obligation.\nLeave: {operator_name}, {operator_phone}."),
    _template("call_note", "firm",
              "Call {contact_name} about {deal_address}. Goal: a yes or a no.\n"
              "Say: I would like to settle this by Friday. What stands between us?\n"
              "If no: thank them, and ask whether I may call again in three months.\n"
              "Leave: {operator_name}, {operator_phone}."),
    _template("call_note", "urgent",
              "Call {contact_name} today about {deal_address}: a date runs out.\n"
              "Say what runs out and when. Ask for the one thing that is needed today.\n"
              "No answer: leave a message with {operator_phone}, and send the text message.\n"
              "Leave: {operator_name}."),
)  # fmt: skip
