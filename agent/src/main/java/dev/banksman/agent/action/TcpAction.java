package dev.banksman.agent.action;

import dev.banksman.agent.action.Work.Context;
import dev.banksman.agent.action.Work.Finding;
import dev.banksman.proto.agent.v1.Action;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code tcp}: connects and closes again. A port that must be closed has to refuse: silence is not taken for it, since a
 * host that is down or behind a firewall is silent, too.
 */
final class TcpAction implements ActionKind {

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    @Override
    public Action.KindCase kind() {
        return Action.KindCase.TCP;
    }

    @Override
    public Work prepare(Action action, Path directory) throws InvalidActionException {
        var tcp = action.getTcp();
        var address = Fields.required("tcp.address", tcp.getAddress());
        if (tcp.getPort() < 1 || tcp.getPort() > 65535) {
            throw new InvalidActionException("tcp.port: expected 1 to 65535, found " + tcp.getPort() + ".");
        }
        var within = TimeLimit.read(tcp.hasWithin(), tcp.getWithin(), WITHIN, "tcp.within");
        return new Work.Inside(true, new Connection(address, tcp.getPort(), tcp.getExpectClosed(), within));
    }

    @Override
    public List<Foresight> foresee(Action action, Outlook outlook) throws InterruptedException {
        return List.of(NameForesight.of(action.getTcp().getAddress(), outlook));
    }

    private record Connection(String address, int port, boolean closed, Duration within) implements Work.Body {

        @Override
        public Finding run(Context context) throws InterruptedException {
            return Polling.until(context, within, EVERY, limit -> connect(limit.leftAtMost(CONNECT_LIMIT)));
        }

        private Finding connect(Duration allowed) throws InterruptedException {
            var place = address + ":" + port;
            var expected = place + (closed ? " closed" : " open");
            // Resolved anew each time: the name may come up while this waits.
            var target = new InetSocketAddress(address, port);
            if (target.isUnresolved()) {
                return Judgement.failed(expected, "the name " + address + " is not known on this host")
                        .finding();
            }
            try (var channel = SocketChannel.open()) {
                // A channel's socket, unlike a plain one, gives up when its thread is interrupted.
                channel.socket().connect(target, (int) Math.max(1, allowed.toMillis()));
                return Judgement.of(!closed, expected, place + " open").finding();
            } catch (ConnectException e) {
                return Judgement.of(closed, expected, place + " closed (connection refused)")
                        .finding();
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while connecting to " + place);
                }
                return Judgement.failed(expected, place + ": " + NetworkReason.of(e))
                        .finding();
            }
        }
    }
}
