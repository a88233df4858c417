# Draws cpu.svg and cpu.png from cpu.tsv, in the folder it is run in:
#
#     gnuplot cpu.gp
set encoding utf8
set datafile separator "\t"
set datafile columnheaders
set datafile commentschars ''
set datafile missing NaN

width = 1200
height = 1228

w1 = 'idle, 256 MiB'
w2 = 'CPU time per GiB sent (s/GiB)'
w3 = 'tcp  (n 10)'
w4 = 'multifd x2  (n 10)'
w5 = 'multifd x4  (n 10)'
w6 = 'multifd-zerocopy x4  (n 10)'
w7 = 'null (harness alone)  (n 10)'
w8 = 'hotset, 256 MiB, 64 MiB/s dirtied'
w9 = 'CPU time per GiB sent (s/GiB)'
w10 = 'tcp  (n 10)'
w11 = 'multifd x2  (n 10)'
w12 = 'multifd x4  (n 10)'
w13 = 'multifd-zerocopy x4  (n 10)'
w14 = 'null (harness alone)  (n 10)'
w15 = 'uniform, 256 MiB, 64 MiB/s dirtied'
w16 = 'CPU time per GiB sent (s/GiB)'
w17 = 'tcp  (n 10)'
w18 = 'multifd x2  (n 10)'
w19 = 'multifd x4  (n 10)'
w20 = 'multifd-zerocopy x4  (n 10)'
w21 = 'null (harness alone)  (n 10)'
w22 = ''
w23 = 'What a GiB costs in CPU time'
w24 = 'user'
w25 = 'system'
w26 = 'softirq'
w27 = 'less baseline and guest (cpu_s_per_gib)'
w28 = 'reference-quick; both ends on one host;'
w29 = 'host-wide, with baseline and guest in it; no bar where the kernel’s units tell no cost;'
w30 = 'parts are scaled from ticks; the diamond is the median of another figure and may lie beyond its bar;'
w31 = 'bars: medians of each part; whiskers: 95 % interval of the median; n 10'

do for [kind in 'svg png'] {
if (kind eq 'svg') {
    dot = 0.6; lift = 12.
    set terminal svg size width,height noenhanced font 'sans-serif,21' background rgb 'white'
} else {
    dot = 1; lift = 0.
    set terminal pngcairo size width,height noenhanced font 'sans-serif,21' fontscale 0.75
}
set output 'cpu.'.kind
set multiplot
only(panel, part, x) = column('panel') == panel && strcol('part') eq part ? x : NaN

unset label
unset object
unset arrow
unset key
unset logscale
unset y2tics
set border 3 lc rgb '#444444'
set xtics auto nomirror out offset screen 0, lift/height
set ytics auto nomirror out
set format '%g'
set xrange [*:*]
set yrange [*:*]
set grid xtics ytics lc rgb '#cccccc' lw 1 dt solid
set lmargin at screen 377./width
set rmargin at screen 1160./width
set tmargin at screen 1 - 142./height
set bmargin at screen 1 - 352./height
set label w1 at graph 0, graph 1 left offset screen 0, 22./height front
unset ytics
set grid noytics
set yrange [4.75:-0.75]
set label w2 at graph 0.5, graph 0 center offset screen 0, -60./height
set label w3 at graph 0, first 0 right offset screen -12./width, 0
set label w4 at graph 0, first 1 right offset screen -12./width, 0
set label w5 at graph 0, first 2 right offset screen -12./width, 0
set label w6 at graph 0, first 3 right offset screen -12./width, 0
set label w7 at graph 0, first 4 right offset screen -12./width, 0
set xrange [0.0:0.9709799034234234]
plot 'cpu.tsv' using (only(1, 'user', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#56B4E9' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(1, 'system', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#0072B2' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(1, 'softirq', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#D55E00' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(1, 'whole', (column('median_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0) with xerrorbars pt 12 ps 1.7*dot lw 2.5 lc rgb '#000000' notitle

unset label
unset object
unset arrow
unset key
unset logscale
unset y2tics
set border 3 lc rgb '#444444'
set xtics auto nomirror out offset screen 0, lift/height
set ytics auto nomirror out
set format '%g'
set xrange [*:*]
set yrange [*:*]
set grid xtics ytics lc rgb '#cccccc' lw 1 dt solid
set lmargin at screen 377./width
set rmargin at screen 1160./width
set tmargin at screen 1 - 480./height
set bmargin at screen 1 - 690./height
set label w8 at graph 0, graph 1 left offset screen 0, 22./height front
unset ytics
set grid noytics
set yrange [4.75:-0.75]
set label w9 at graph 0.5, graph 0 center offset screen 0, -60./height
set label w10 at graph 0, first 0 right offset screen -12./width, 0
set label w11 at graph 0, first 1 right offset screen -12./width, 0
set label w12 at graph 0, first 2 right offset screen -12./width, 0
set label w13 at graph 0, first 3 right offset screen -12./width, 0
set label w14 at graph 0, first 4 right offset screen -12./width, 0
set xrange [0.0:0.9709799034234234]
plot 'cpu.tsv' using (only(2, 'user', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#56B4E9' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(2, 'system', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#0072B2' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(2, 'softirq', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#D55E00' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(2, 'whole', (column('median_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0) with xerrorbars pt 12 ps 1.7*dot lw 2.5 lc rgb '#000000' notitle

unset label
unset object
unset arrow
unset key
unset logscale
unset y2tics
set border 3 lc rgb '#444444'
set xtics auto nomirror out offset screen 0, lift/height
set ytics auto nomirror out
set format '%g'
set xrange [*:*]
set yrange [*:*]
set grid xtics ytics lc rgb '#cccccc' lw 1 dt solid
set lmargin at screen 377./width
set rmargin at screen 1160./width
set tmargin at screen 1 - 818./height
set bmargin at screen 1 - 1028./height
set label w15 at graph 0, graph 1 left offset screen 0, 22./height front
unset ytics
set grid noytics
set yrange [4.75:-0.75]
set label w16 at graph 0.5, graph 0 center offset screen 0, -60./height
set label w17 at graph 0, first 0 right offset screen -12./width, 0
set label w18 at graph 0, first 1 right offset screen -12./width, 0
set label w19 at graph 0, first 2 right offset screen -12./width, 0
set label w20 at graph 0, first 3 right offset screen -12./width, 0
set label w21 at graph 0, first 4 right offset screen -12./width, 0
set xrange [0.0:0.9709799034234234]
plot 'cpu.tsv' using (only(3, 'user', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#56B4E9' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(3, 'system', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#0072B2' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(3, 'softirq', (column('from_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0):(column('row') - 0.34):(column('row') + 0.34) with boxxyerror fc rgb '#D55E00' fs solid 1.0 border lc rgb '#333333' notitle, \
    'cpu.tsv' using (only(3, 'whole', (column('median_s_per_gib')/1.0))):'row':(column('from_s_per_gib')/1.0):(column('to_s_per_gib')/1.0) with xerrorbars pt 12 ps 1.7*dot lw 2.5 lc rgb '#000000' notitle

unset label
unset object
unset arrow
unset key
unset logscale
unset y2tics
set border 3 lc rgb '#444444'
set xtics auto nomirror out offset screen 0, lift/height
set ytics auto nomirror out
set format '%g'
set xrange [*:*]
set yrange [*:*]
set grid xtics ytics lc rgb '#cccccc' lw 1 dt solid
set lmargin at screen 0./width
set rmargin at screen 1200./width
set tmargin at screen 1 - 0./height
set bmargin at screen 1 - 1228./height
set label w22 at graph 0, graph 1 left offset screen 0, 22./height front
unset border
unset xtics
unset ytics
unset grid
set label w23 at screen 24./width, 1 - 37./height left font ',27'
set object rectangle from screen 24./width, 1 - 91./height to screen 50./width, 1 - 71./height fc rgb '#56B4E9' fs solid 1.0 border lc rgb '#333333'
set label w24 at screen 60./width, 1 - 81./height left font ',21'
set object rectangle from screen 135./width, 1 - 91./height to screen 161./width, 1 - 71./height fc rgb '#0072B2' fs solid 1.0 border lc rgb '#333333'
set label w25 at screen 171./width, 1 - 81./height left font ',21'
set object rectangle from screen 269./width, 1 - 91./height to screen 295./width, 1 - 71./height fc rgb '#D55E00' fs solid 1.0 border lc rgb '#333333'
set label w26 at screen 305./width, 1 - 81./height left font ',21'
set label '' at screen 428./width, 1 - 81./height point pt 12 ps 1.7*dot lw 2.5 lc rgb '#000000'
set label w27 at screen 451./width, 1 - 81./height left font ',21'
set label w28 at screen 24./width, 1 - 1125./height left font ',18' tc rgb '#444444'
set label w29 at screen 24./width, 1 - 1151./height left font ',18' tc rgb '#444444'
set label w30 at screen 24./width, 1 - 1177./height left font ',18' tc rgb '#444444'
set label w31 at screen 24./width, 1 - 1203./height left font ',18' tc rgb '#444444'
plot [0:1] [0:1] -1 notitle
unset multiplot
unset output
}
