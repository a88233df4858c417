/// The first program of a machine.
///
/// It says each step on the console, as `bench-lab: WORD`, so that whoever waits knows how far it
/// is and where it stopped. The kernel's command line says what differs between machines.
enum InitScript {
    /// How lines for whoever boots the machine begin.
    static let mark = "bench-lab: "
    /// The step after which commands are served.
    static let ready = "ready"
    /// How a step begins that went wrong.
    static let failed = "failed"

    /// The script.
    ///
    /// iproute2 is called by its full path: busybox's shell prefers its own `ip`.
    static func text(modules: [String]) -> String {
        """
        #!/bin/busybox sh
        say() { echo "\(mark)$*"; }
        fail() { say "\(failed): $*"; exec /bin/busybox sleep 3600; }
        option() {
            for word in $(/bin/busybox cat /proc/cmdline); do
                case $word in "$1="*) echo "${word#*=}" | /bin/busybox tr , ' ' ;; esac
            done
        }
        # The image's folders are the user's own; in the machine everybody runs what is in them.
        /bin/busybox find / -xdev -type d -exec /bin/busybox chmod 755 {} +
        /bin/busybox mkdir -p /dev /proc /sys /tmp /run /var/run
        /bin/busybox mount -t proc proc /proc || fail mounting /proc
        /bin/busybox mount -t sysfs sys /sys || fail mounting /sys
        /bin/busybox mount -t devtmpfs dev /dev || fail mounting /dev
        /bin/busybox mkdir -p /dev/shm
        /bin/busybox mount -t tmpfs tmp /dev/shm
        /bin/busybox --install -s /bin
        /bin/busybox mkdir -p /usr/bin
        /bin/busybox ln -s /bin/busybox /usr/bin/env
        export PATH=/sbin:/bin:/usr/bin HOME=/ TERM=dumb BENCH_LAB_LINK=eth0
        say kernel
        for name in \(modules.joined(separator: " ")); do
            /bin/busybox insmod "/modules/$name" || fail "loading $name"
        done
        say modules
        hostname "$(option lab.name)"
        /sbin/ip link set lo up || fail lo
        /sbin/ip link set eth0 up || fail no network interface eth0
        /sbin/ip address add "$(option lab.address)" dev eth0 || fail the address
        shape=$(option lab.shape)
        if [ -n "$shape" ]; then
            # shellcheck disable=SC2086
            /sbin/tc qdisc add dev eth0 root netem $shape || fail "tc netem $shape"
        fi
        say network
        /sbin/rdma link add rxe0 type rxe netdev eth0 || fail rdma link add
        ulimit -l unlimited || fail ulimit -l
        ulimit -n 65536
        mkdir -p /run/served
        for port in /sys/class/virtio-ports/*; do
            /bin/bench lab serve "/dev/${port##*/}" --announce "/run/served/${port##*/}" &
        done
        peer=$(option lab.peer)
        if [ -n "$peer" ]; then
            tries=0
            until /bin/busybox ping -c 1 -W 1 "$peer" > /dev/null 2>&1; do
                tries=$((tries + 1))
                [ $tries -lt 120 ] || fail "no answer from the other machine, $peer"
            done
        fi
        for port in /sys/class/virtio-ports/*; do
            until [ -e "/run/served/${port##*/}" ]; do sleep 0.1; done
        done
        say \(ready)
        while true; do wait; sleep 3600; done

        """
    }
}
