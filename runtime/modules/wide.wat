;; Frames of more than 1 KiB: too large for the guard page alone, with more to save and zero than fits in front.
(module
  (func $wide (export "wide") (param i64) (result i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)
    (local.set 1 (i64.add (local.get 0) (i64.const 0))) (local.set 2 (i64.add (local.get 0) (i64.const 1))) (local.set 3 (i64.add (local.get 0) (i64.const 2))) (local.set 4 (i64.add (local.get 0) (i64.const 3)))
    (local.set 5 (i64.add (local.get 0) (i64.const 4))) (local.set 6 (i64.add (local.get 0) (i64.const 5))) (local.set 7 (i64.add (local.get 0) (i64.const 6))) (local.set 8 (i64.add (local.get 0) (i64.const 7)))
    (local.set 9 (i64.add (local.get 0) (i64.const 8))) (local.set 10 (i64.add (local.get 0) (i64.const 9))) (local.set 11 (i64.add (local.get 0) (i64.const 10))) (local.set 12 (i64.add (local.get 0) (i64.const 11)))
    (local.set 13 (i64.add (local.get 0) (i64.const 12))) (local.set 14 (i64.add (local.get 0) (i64.const 13))) (local.set 15 (i64.add (local.get 0) (i64.const 14))) (local.set 16 (i64.add (local.get 0) (i64.const 15)))
    (local.set 17 (i64.add (local.get 0) (i64.const 16))) (local.set 18 (i64.add (local.get 0) (i64.const 17))) (local.set 19 (i64.add (local.get 0) (i64.const 18))) (local.set 20 (i64.add (local.get 0) (i64.const 19)))
    (local.set 21 (i64.add (local.get 0) (i64.const 20))) (local.set 22 (i64.add (local.get 0) (i64.const 21))) (local.set 23 (i64.add (local.get 0) (i64.const 22))) (local.set 24 (i64.add (local.get 0) (i64.const 23)))
    (local.set 25 (i64.add (local.get 0) (i64.const 24))) (local.set 26 (i64.add (local.get 0) (i64.const 25))) (local.set 27 (i64.add (local.get 0) (i64.const 26))) (local.set 28 (i64.add (local.get 0) (i64.const 27)))
    (local.set 29 (i64.add (local.get 0) (i64.const 28))) (local.set 30 (i64.add (local.get 0) (i64.const 29))) (local.set 31 (i64.add (local.get 0) (i64.const 30))) (local.set 32 (i64.add (local.get 0) (i64.const 31)))
    (local.set 33 (i64.add (local.get 0) (i64.const 32))) (local.set 34 (i64.add (local.get 0) (i64.const 33))) (local.set 35 (i64.add (local.get 0) (i64.const 34))) (local.set 36 (i64.add (local.get 0) (i64.const 35)))
    (local.set 37 (i64.add (local.get 0) (i64.const 36))) (local.set 38 (i64.add (local.get 0) (i64.const 37))) (local.set 39 (i64.add (local.get 0) (i64.const 38))) (local.set 40 (i64.add (local.get 0) (i64.const 39)))
    (local.set 41 (i64.add (local.get 0) (i64.const 40))) (local.set 42 (i64.add (local.get 0) (i64.const 41))) (local.set 43 (i64.add (local.get 0) (i64.const 42))) (local.set 44 (i64.add (local.get 0) (i64.const 43)))
    (local.set 45 (i64.add (local.get 0) (i64.const 44))) (local.set 46 (i64.add (local.get 0) (i64.const 45))) (local.set 47 (i64.add (local.get 0) (i64.const 46))) (local.set 48 (i64.add (local.get 0) (i64.const 47)))
    (local.set 49 (i64.add (local.get 0) (i64.const 48))) (local.set 50 (i64.add (local.get 0) (i64.const 49))) (local.set 51 (i64.add (local.get 0) (i64.const 50))) (local.set 52 (i64.add (local.get 0) (i64.const 51)))
    (local.set 53 (i64.add (local.get 0) (i64.const 52))) (local.set 54 (i64.add (local.get 0) (i64.const 53))) (local.set 55 (i64.add (local.get 0) (i64.const 54))) (local.set 56 (i64.add (local.get 0) (i64.const 55)))
    (local.set 57 (i64.add (local.get 0) (i64.const 56))) (local.set 58 (i64.add (local.get 0) (i64.const 57))) (local.set 59 (i64.add (local.get 0) (i64.const 58))) (local.set 60 (i64.add (local.get 0) (i64.const 59)))
    (local.set 61 (i64.add (local.get 0) (i64.const 60))) (local.set 62 (i64.add (local.get 0) (i64.const 61))) (local.set 63 (i64.add (local.get 0) (i64.const 62))) (local.set 64 (i64.add (local.get 0) (i64.const 63)))
    (local.set 65 (i64.add (local.get 0) (i64.const 64))) (local.set 66 (i64.add (local.get 0) (i64.const 65))) (local.set 67 (i64.add (local.get 0) (i64.const 66))) (local.set 68 (i64.add (local.get 0) (i64.const 67)))
    (local.set 69 (i64.add (local.get 0) (i64.const 68))) (local.set 70 (i64.add (local.get 0) (i64.const 69))) (local.set 71 (i64.add (local.get 0) (i64.const 70))) (local.set 72 (i64.add (local.get 0) (i64.const 71)))
    (local.set 73 (i64.add (local.get 0) (i64.const 72))) (local.set 74 (i64.add (local.get 0) (i64.const 73))) (local.set 75 (i64.add (local.get 0) (i64.const 74))) (local.set 76 (i64.add (local.get 0) (i64.const 75)))
    (local.set 77 (i64.add (local.get 0) (i64.const 76))) (local.set 78 (i64.add (local.get 0) (i64.const 77))) (local.set 79 (i64.add (local.get 0) (i64.const 78))) (local.set 80 (i64.add (local.get 0) (i64.const 79)))
    (local.set 81 (i64.add (local.get 0) (i64.const 80))) (local.set 82 (i64.add (local.get 0) (i64.const 81))) (local.set 83 (i64.add (local.get 0) (i64.const 82))) (local.set 84 (i64.add (local.get 0) (i64.const 83)))
    (local.set 85 (i64.add (local.get 0) (i64.const 84))) (local.set 86 (i64.add (local.get 0) (i64.const 85))) (local.set 87 (i64.add (local.get 0) (i64.const 86))) (local.set 88 (i64.add (local.get 0) (i64.const 87)))
    (local.set 89 (i64.add (local.get 0) (i64.const 88))) (local.set 90 (i64.add (local.get 0) (i64.const 89))) (local.set 91 (i64.add (local.get 0) (i64.const 90))) (local.set 92 (i64.add (local.get 0) (i64.const 91)))
    (local.set 93 (i64.add (local.get 0) (i64.const 92))) (local.set 94 (i64.add (local.get 0) (i64.const 93))) (local.set 95 (i64.add (local.get 0) (i64.const 94))) (local.set 96 (i64.add (local.get 0) (i64.const 95)))
    (local.set 97 (i64.add (local.get 0) (i64.const 96))) (local.set 98 (i64.add (local.get 0) (i64.const 97))) (local.set 99 (i64.add (local.get 0) (i64.const 98))) (local.set 100 (i64.add (local.get 0) (i64.const 99)))
    (local.set 101 (i64.add (local.get 0) (i64.const 100))) (local.set 102 (i64.add (local.get 0) (i64.const 101))) (local.set 103 (i64.add (local.get 0) (i64.const 102))) (local.set 104 (i64.add (local.get 0) (i64.const 103)))
    (local.set 105 (i64.add (local.get 0) (i64.const 104))) (local.set 106 (i64.add (local.get 0) (i64.const 105))) (local.set 107 (i64.add (local.get 0) (i64.const 106))) (local.set 108 (i64.add (local.get 0) (i64.const 107)))
    (local.set 109 (i64.add (local.get 0) (i64.const 108))) (local.set 110 (i64.add (local.get 0) (i64.const 109))) (local.set 111 (i64.add (local.get 0) (i64.const 110))) (local.set 112 (i64.add (local.get 0) (i64.const 111)))
    (local.set 113 (i64.add (local.get 0) (i64.const 112))) (local.set 114 (i64.add (local.get 0) (i64.const 113))) (local.set 115 (i64.add (local.get 0) (i64.const 114))) (local.set 116 (i64.add (local.get 0) (i64.const 115)))
    (local.set 117 (i64.add (local.get 0) (i64.const 116))) (local.set 118 (i64.add (local.get 0) (i64.const 117))) (local.set 119 (i64.add (local.get 0) (i64.const 118))) (local.set 120 (i64.add (local.get 0) (i64.const 119)))
    (local.set 121 (i64.add (local.get 0) (i64.const 120))) (local.set 122 (i64.add (local.get 0) (i64.const 121))) (local.set 123 (i64.add (local.get 0) (i64.const 122))) (local.set 124 (i64.add (local.get 0) (i64.const 123)))
    (local.set 125 (i64.add (local.get 0) (i64.const 124))) (local.set 126 (i64.add (local.get 0) (i64.const 125))) (local.set 127 (i64.add (local.get 0) (i64.const 126))) (local.set 128 (i64.add (local.get 0) (i64.const 127)))
    (local.set 129 (i64.add (local.get 0) (i64.const 128))) (local.set 130 (i64.add (local.get 0) (i64.const 129))) (local.set 131 (i64.add (local.get 0) (i64.const 130))) (local.set 132 (i64.add (local.get 0) (i64.const 131)))
    (local.set 133 (i64.add (local.get 0) (i64.const 132))) (local.set 134 (i64.add (local.get 0) (i64.const 133))) (local.set 135 (i64.add (local.get 0) (i64.const 134))) (local.set 136 (i64.add (local.get 0) (i64.const 135)))
    (local.set 137 (i64.add (local.get 0) (i64.const 136))) (local.set 138 (i64.add (local.get 0) (i64.const 137))) (local.set 139 (i64.add (local.get 0) (i64.const 138))) (local.set 140 (i64.add (local.get 0) (i64.const 139)))
    (local.set 141 (i64.add (local.get 0) (i64.const 140))) (local.set 142 (i64.add (local.get 0) (i64.const 141))) (local.set 143 (i64.add (local.get 0) (i64.const 142))) (local.set 144 (i64.add (local.get 0) (i64.const 143)))
    (local.set 145 (i64.add (local.get 0) (i64.const 144))) (local.set 146 (i64.add (local.get 0) (i64.const 145))) (local.set 147 (i64.add (local.get 0) (i64.const 146))) (local.set 148 (i64.add (local.get 0) (i64.const 147)))
    (local.set 149 (i64.add (local.get 0) (i64.const 148))) (local.set 150 (i64.add (local.get 0) (i64.const 149))) (local.set 151 (i64.add (local.get 0) (i64.const 150))) (local.set 152 (i64.add (local.get 0) (i64.const 151)))
    (local.set 153 (i64.add (local.get 0) (i64.const 152))) (local.set 154 (i64.add (local.get 0) (i64.const 153))) (local.set 155 (i64.add (local.get 0) (i64.const 154))) (local.set 156 (i64.add (local.get 0) (i64.const 155)))
    (local.set 157 (i64.add (local.get 0) (i64.const 156))) (local.set 158 (i64.add (local.get 0) (i64.const 157))) (local.set 159 (i64.add (local.get 0) (i64.const 158))) (local.set 160 (i64.add (local.get 0) (i64.const 159)))
    (if (i64.eqz (local.get 0)) (then (return (i64.const 5))))
    (call $wide (i64.sub (local.get 0) (i64.const 1)))
    local.get 1 i64.add local.get 2 i64.add local.get 3 i64.add local.get 4 i64.add local.get 5 i64.add local.get 6 i64.add local.get 7 i64.add local.get 8 i64.add
    local.get 9 i64.add local.get 10 i64.add local.get 11 i64.add local.get 12 i64.add local.get 13 i64.add local.get 14 i64.add local.get 15 i64.add local.get 16 i64.add
    local.get 17 i64.add local.get 18 i64.add local.get 19 i64.add local.get 20 i64.add local.get 21 i64.add local.get 22 i64.add local.get 23 i64.add local.get 24 i64.add
    local.get 25 i64.add local.get 26 i64.add local.get 27 i64.add local.get 28 i64.add local.get 29 i64.add local.get 30 i64.add local.get 31 i64.add local.get 32 i64.add
    local.get 33 i64.add local.get 34 i64.add local.get 35 i64.add local.get 36 i64.add local.get 37 i64.add local.get 38 i64.add local.get 39 i64.add local.get 40 i64.add
    local.get 41 i64.add local.get 42 i64.add local.get 43 i64.add local.get 44 i64.add local.get 45 i64.add local.get 46 i64.add local.get 47 i64.add local.get 48 i64.add
    local.get 49 i64.add local.get 50 i64.add local.get 51 i64.add local.get 52 i64.add local.get 53 i64.add local.get 54 i64.add local.get 55 i64.add local.get 56 i64.add
    local.get 57 i64.add local.get 58 i64.add local.get 59 i64.add local.get 60 i64.add local.get 61 i64.add local.get 62 i64.add local.get 63 i64.add local.get 64 i64.add
    local.get 65 i64.add local.get 66 i64.add local.get 67 i64.add local.get 68 i64.add local.get 69 i64.add local.get 70 i64.add local.get 71 i64.add local.get 72 i64.add
    local.get 73 i64.add local.get 74 i64.add local.get 75 i64.add local.get 76 i64.add local.get 77 i64.add local.get 78 i64.add local.get 79 i64.add local.get 80 i64.add
    local.get 81 i64.add local.get 82 i64.add local.get 83 i64.add local.get 84 i64.add local.get 85 i64.add local.get 86 i64.add local.get 87 i64.add local.get 88 i64.add
    local.get 89 i64.add local.get 90 i64.add local.get 91 i64.add local.get 92 i64.add local.get 93 i64.add local.get 94 i64.add local.get 95 i64.add local.get 96 i64.add
    local.get 97 i64.add local.get 98 i64.add local.get 99 i64.add local.get 100 i64.add local.get 101 i64.add local.get 102 i64.add local.get 103 i64.add local.get 104 i64.add
    local.get 105 i64.add local.get 106 i64.add local.get 107 i64.add local.get 108 i64.add local.get 109 i64.add local.get 110 i64.add local.get 111 i64.add local.get 112 i64.add
    local.get 113 i64.add local.get 114 i64.add local.get 115 i64.add local.get 116 i64.add local.get 117 i64.add local.get 118 i64.add local.get 119 i64.add local.get 120 i64.add
    local.get 121 i64.add local.get 122 i64.add local.get 123 i64.add local.get 124 i64.add local.get 125 i64.add local.get 126 i64.add local.get 127 i64.add local.get 128 i64.add
    local.get 129 i64.add local.get 130 i64.add local.get 131 i64.add local.get 132 i64.add local.get 133 i64.add local.get 134 i64.add local.get 135 i64.add local.get 136 i64.add
    local.get 137 i64.add local.get 138 i64.add local.get 139 i64.add local.get 140 i64.add local.get 141 i64.add local.get 142 i64.add local.get 143 i64.add local.get 144 i64.add
    local.get 145 i64.add local.get 146 i64.add local.get 147 i64.add local.get 148 i64.add local.get 149 i64.add local.get 150 i64.add local.get 151 i64.add local.get 152 i64.add
    local.get 153 i64.add local.get 154 i64.add local.get 155 i64.add local.get 156 i64.add local.get 157 i64.add local.get 158 i64.add local.get 159 i64.add local.get 160 i64.add))
