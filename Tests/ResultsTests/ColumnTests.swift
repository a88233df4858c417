import Results
import Testing

@Suite struct ColumnTests {
    @Test func runsHeaderIsTheSchema() {
        let schema = """
            schema_version, suite_id, run_id, started_at, tool_version, git_commit, build, engine,
            environment_id, block, order_index, seed, scenario, transport, channels, registration,
            chunk_bytes, zero_page_detection, memory_bytes, page_bytes, prefault, vcpus, workload,
            dirty_rate_target_mib_s, working_set_bytes, zero_share, downtime_limit_ms,
            max_bandwidth_mbps, device_state_bytes, source_host, destination_host, status, reason,
            verified, total_ms, setup_ms, pin_source_ms, pin_destination_ms, precopy_ms,
            downtime_ms, downtime_last_round_ms, downtime_device_state_ms, downtime_resume_ms,
            guest_blackout_ms, clock_uncertainty_us, teardown_ms, rounds, normal_pages, zero_pages,
            sent_bytes, wire_bytes, bandwidth_mbps, link_ceiling_mbps, dirty_rate_mib_s,
            zero_copy_fallbacks, source_migration_user_s, source_migration_system_s, source_vcpu_s,
            source_host_busy_s, source_host_user_s, source_host_system_s, source_host_irq_s,
            source_host_softirq_s, source_host_baseline_busy_s, destination_migration_user_s,
            destination_migration_system_s, destination_vcpu_s, destination_host_busy_s,
            destination_host_user_s, destination_host_system_s, destination_host_irq_s,
            destination_host_softirq_s, destination_host_baseline_busy_s, cpu_s_per_gib,
            ops_intended, ops_done, op_p50_us, op_p99_us, op_p999_us, op_max_us, slowdown_percent,
            source_pinned_bytes, destination_pinned_bytes, source_peak_rss_bytes,
            destination_peak_rss_bytes, zero_copy_sends, source_channel_user_s,
            source_channel_system_s, source_process_user_s, source_process_system_s,
            destination_channel_user_s, destination_channel_system_s, destination_process_user_s,
            destination_process_system_s, queue_depth, signal_interval, writes_per_chunk,
            completion_mode, relaxed_ordering, registration_threads, rdma_device, rdma_mtu_bytes,
            rsocket_write, wire_interface, wire_packets, wire_drops, tcp_retransmits,
            tcp_round_trip_us, tcp_window_segments, source_host_steal_s,
            source_irq_time_accounting, destination_host_steal_s,
            destination_irq_time_accounting, cpu_uncertainty_s, window_bytes,
            op_alone_p50_us, op_alone_p99_us, op_alone_p999_us, op_alone_max_us, op_after_p50_us,
            op_after_p99_us, op_after_p999_us, op_after_max_us, disturbed,
            destination_wire_interface, destination_wire_bytes, destination_wire_packets,
            destination_wire_drops, source_process_cycles, source_process_instructions,
            destination_process_cycles, destination_process_instructions, source_pause_frames, source_ecn_marked_packets,
            source_cnp_sent, source_cnp_handled, source_rdma_losses, destination_pause_frames,
            destination_ecn_marked_packets, destination_cnp_sent, destination_cnp_handled,
            destination_rdma_losses, source_placement, destination_placement, guests, direction, guest,
            source_other_s, source_busiest_cpu_percent, destination_other_s,
            destination_busiest_cpu_percent, source_data_address, destination_data_address
            """
        #expect(RunColumns.all.map(\.name) == names(schema))
        #expect(RunColumns.schemaVersion == 12)
    }

    @Test func roundsHeaderIsTheSchema() {
        let schema = """
            schema_version, suite_id, run_id, round, start_ms, duration_ms, dirty_pages, sent_pages,
            zero_pages, sent_bytes, bandwidth_mbps, threshold_bytes, remaining_bytes,
            throttle_percent, idle_queue
            """
        #expect(RoundColumns.all.map(\.name) == names(schema))
        #expect(RoundColumns.schemaVersion == 2)
    }

    @Test func timelineHeaderIsTheSchema() {
        let schema = """
            schema_version, suite_id, run_id, side, t_ms, phase, round, sent_bytes,
            remaining_bytes, guest_ops, wire_bytes, dirty_rate_mib_s, vcpu_s, migration_s,
            channel_s, process_s, host_busy_s, host_user_s, host_system_s, host_irq_s,
            host_softirq_s, host_steal_s
            """
        #expect(TimelineColumns.all.map(\.name) == names(schema))
        #expect(TimelineColumns.schemaVersion == 8)
    }

    @Test func channelsHeaderIsTheSchema() {
        let schema = """
            schema_version, suite_id, run_id, channel, retransmits, round_trip_us, window_segments
            """
        #expect(ChannelColumns.all.map(\.name) == names(schema))
        #expect(ChannelColumns.schemaVersion == 8)
    }

    @Test func cpusHeaderIsTheSchema() {
        let schema = """
            schema_version, suite_id, run_id, side, cpu, busy_s, user_s, system_s, irq_s,
            softirq_s, steal_s
            """
        #expect(ProcessorColumns.all.map(\.name) == names(schema))
        #expect(ProcessorColumns.schemaVersion == 11)
    }

    @Test func evacuationsHeaderIsTheSchema() {
        let schema = """
            schema_version, suite_id, run_id, started_at, tool_version, git_commit, build, engine,
            environment_id, block, order_index, scenario, memory_bytes, page_bytes, prefault,
            vcpus, workload, dirty_rate_target_mib_s, working_set_bytes, zero_share,
            downtime_limit_ms, max_bandwidth_mbps, device_state_bytes, source_host,
            destination_host, transport, channels, registration, chunk_bytes,
            zero_page_detection, status, reason, verified, total_ms, setup_ms, sent_bytes,
            bandwidth_mbps, cpu_s_per_gib, source_vcpu_s, source_host_busy_s, source_host_user_s,
            source_host_system_s, source_host_irq_s, source_host_softirq_s,
            source_host_baseline_busy_s, destination_vcpu_s, destination_host_busy_s,
            destination_host_user_s, destination_host_system_s, destination_host_irq_s,
            destination_host_softirq_s, destination_host_baseline_busy_s, queue_depth,
            signal_interval, writes_per_chunk, completion_mode, relaxed_ordering,
            registration_threads, rsocket_write, cpu_uncertainty_s, source_host_steal_s,
            destination_host_steal_s, guests, direction, completed_guests, start_spread_ms,
            largest_downtime_ms, slowest_guest, slowest_total_ms
            """
        #expect(EvacuationColumns.all.map(\.name) == names(schema))
        #expect(EvacuationColumns.schemaVersion == 10)
    }

    @Test func namesAreUniqueAndEndWithTheirUnit() {
        for columns in [
            RunColumns.all, RoundColumns.all, TimelineColumns.all, ChannelColumns.all,
            ProcessorColumns.all, EvacuationColumns.all,
        ] { check(columns) }
    }

    private func check(_ columns: [Column]) {
        #expect(Set(columns.map(\.name)).count == columns.count)
        let endings = [
            "ms": "_ms", "µs": "_us", "s": "_s", "%": "_percent", "Mb/s": "_mbps",
            "MiB/s": "_mib_s", "s/GiB": "_s_per_gib", "bytes": "_bytes",
        ]
        for column in columns {
            #expect(!column.summary.isEmpty)
            if let ending = endings[column.unit] { #expect(column.name.hasSuffix(ending)) }
        }
    }

    @Test func sidesHaveTheirOwnColumns() {
        #expect(RunColumns.cpu(.source).hostBusyS.name == "source_host_busy_s")
        #expect(RunColumns.cpu(.destination).vcpuS.name == "destination_vcpu_s")
        #expect(RunColumns.cpu(.destination).vcpuS.column.summary.hasPrefix("destination: "))
    }

    private func names(_ schema: String) -> [String] {
        schema.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    }
}
