#!/usr/bin/env bash
# Sets the fetcher up on Amazon Linux 2023 and starts it. User data unpacks the asset, which this script is part of, and
# runs it as root; it fails if the fetcher does not stay up. It may be run again.
set -euo pipefail

readonly here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly agent=/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl
readonly agent_settings=/etc/serverlesspipeline/amazon-cloudwatch-agent.json

# Assets that were zipped on Windows carry no modes; others may carry the publisher's own.
chmod --recursive u=rwX,go=rX "$here"
chmod 0755 "$here/ServerlessPipeline.Fetcher"

if ! id fetcher &>/dev/null; then
    useradd --system --user-group --no-create-home --home-dir /var/lib/fetcher --shell /sbin/nologin fetcher
fi

# Kept on disk, so that a reboot loses no line.
install --directory /var/log/journal /var/log/fetcher
journalctl --flush
install --mode=0644 "$here/systemd/fetcher.logrotate" /etc/logrotate.d/fetcher
install --mode=0644 --target-directory=/etc/systemd/system \
    "$here/systemd/fetcher.service" "$here/systemd/fetcher-journal.service" "$here/systemd/fetcher-journal.timer"
systemctl daemon-reload

# The logs first: they are how a fetcher that fails tells why.
"$agent" -a fetch-config -m ec2 -s -c "file:$agent_settings"
systemctl enable --now logrotate.timer fetcher-journal.timer
systemctl enable fetcher.service
systemctl restart fetcher.service

# A setting that it rejects ends it within a second, a location that the exchange does not serve within a few.
sleep 20
if [[ $(systemctl is-active fetcher.service) != active || $(systemctl show --property=NRestarts --value fetcher.service) != 0 ]]; then
    journalctl --unit=fetcher.service --no-pager --lines=20 >&2
    # Long enough for these lines to reach CloudWatch Logs: the deployment now takes the instance away.
    sleep 20
    exit 1
fi
