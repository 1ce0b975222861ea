package dev.banksman.controller.planted.run;

import java.util.concurrent.locks.ReentrantLock;

record RunThread(ReentrantLock lock) {}
