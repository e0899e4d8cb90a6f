#!/usr/bin/env bash
# Sets the fetcher up on Amazon Linux 2023 and starts it. User data unpacks the asset, which this script is part of, and
# runs it as root. It fails if the fetcher does not run: if the program does not start, rejects a setting, or ends within
# twenty seconds. An exchange that does not answer ends no fetcher, and fails nothing here. It may be run again.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly agent=/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl
readonly agent_settings=/etc/serverlesspipeline/amazon-cloudwatch-agent.json

# Assets that were zipped on Windows carry no modes; others may carry the publisher's own.
chmod --recursive u=rwX,go=rX "$here"
chmod 0755 "$here/ServerlessPipeline.Fetcher"

if ! id fetcher &>/dev/null; then
    useradd --system --user-group --no-create-home --home-dir /var/lib/fetcher --shell /sbin/nologin fetcher
fi

# Kept on disk, so that a reboot loses no line; with the owner and the rights that systemd gives the folder. The daemon looks for
# it when it starts. ('journalctl --flush' does nothing here: it has been done when the machine started.)
mkdir --parents /var/log/journal
systemd-tmpfiles --create --prefix=/var/log/journal
systemctl restart systemd-journald.service

install --directory /var/log/fetcher
install --mode=0644 "$here/systemd/fetcher.logrotate" /etc/logrotate.d/fetcher
install --mode=0644 --target-directory=/etc/systemd/system \
    "$here/systemd/fetcher.service" "$here/systemd/fetcher-journal.service" "$here/systemd/fetcher-journal.timer"
systemctl daemon-reload

# The logs first: they are how a fetcher that fails tells why. It runs without them, too, but that is no installation.
failed=0
"$agent" -a fetch-config -m ec2 -s -c "file:$agent_settings" || { echo "The CloudWatch agent does not start." >&2; failed=1; }
systemctl enable --now logrotate.timer fetcher-journal.timer
systemctl enable fetcher.service
# Not waited for: a fetcher that ends before it is ready would end this script here, before the lines that say why.
systemctl restart --no-block fetcher.service

sleep 20
state=$(systemctl is-active fetcher.service) || true
restarts=$(systemctl show --property=NRestarts --value fetcher.service)
if [[ $state != active || $restarts != 0 ]]; then
    echo "The fetcher does not run (it is $state, and was started again $restarts times); it said:" >&2
    journalctl --unit=fetcher.service --no-pager --lines=20 >&2
    failed=1
fi

# Long enough for the last lines to reach CloudWatch Logs: the deployment now takes the instance away.
[[ $failed == 0 ]] || sleep 20
exit "$failed"
