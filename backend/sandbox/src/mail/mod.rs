//! A mail server that delivers to nobody: what it takes can be read at `/mail` and asked for by tests.

mod message;
mod render;
pub(crate) mod smtp;
mod transcript;
pub(crate) mod web;

use std::collections::VecDeque;

pub use message::{AttachmentView, MessageView};
pub(crate) use message::{Envelope, Message};

/// The messages kept, oldest first.
#[derive(Debug)]
pub(crate) struct Mailbox {
    messages: VecDeque<Message>,
    next_id: u64,
    kept_max: usize,
}

impl Mailbox {
    pub(crate) fn new(kept_max: usize) -> Self {
        Self { messages: VecDeque::new(), next_id: 1, kept_max }
    }

    pub(crate) fn deliver(&mut self, envelope: Envelope, raw: Vec<u8>, now: i64) {
        let message = Message::new(self.next_id, envelope, raw, now);
        self.next_id += 1;
        self.messages.push_back(message);
        while self.messages.len() > self.kept_max {
            self.messages.pop_front();
        }
    }

    /// Newest first.
    pub(crate) fn views(&self) -> Vec<MessageView> {
        self.messages.iter().rev().map(|message| message.view.clone()).collect()
    }

    pub(crate) fn find(&self, id: u64) -> Option<&Message> {
        self.messages.iter().find(|message| message.view.id == id)
    }

    pub(crate) fn clear(&mut self) {
        self.messages.clear();
    }
}
